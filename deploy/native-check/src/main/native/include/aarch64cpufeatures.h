/* As amd64cpufeatures.h, for ARM: the builder reads the headers of every processor that it knows. */
#include <stdint.h>

typedef struct {
    uint8_t fFP, fASIMD, fEVTSTRM, fAES, fPMULL, fSHA1, fSHA2, fCRC32, fLSE, fDCPOP, fSHA3, fSHA512, fSVE, fSVE2;
    uint8_t fSTXR_PREFETCH, fA53MAC, fDMB_ATOMICS, fPACA, fSVEBITPERM, fFPHP, fASIMDHP;
} CPUFeatures;
