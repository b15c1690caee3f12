/* As amd64cpufeatures.h, for RISC-V. */
#include <stdint.h>

typedef struct {
    uint8_t fI, fM, fA, fF, fD, fC, fV;
} CPUFeatures;
