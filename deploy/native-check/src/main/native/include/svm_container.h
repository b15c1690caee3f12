/* The builder asks for this file and for nothing that it declares. */
#define WEFT_SVM_CONTAINER 1
