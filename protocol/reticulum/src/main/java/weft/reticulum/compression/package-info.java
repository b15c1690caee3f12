/** bzip2, the compression of resources and channel buffers (links-and-resources §15, §24). */
package weft.reticulum.compression;
