/* The processor's features, in the builder's words; only whether each is there is asked for, at run time. */
#ifndef WEFT_AMD64CPUFEATURES_H
#define WEFT_AMD64CPUFEATURES_H
#include <stdint.h>

typedef struct {
    uint8_t fCX8, fCMOV, fFXSR, fHT, fMMX, fAMD_3DNOW_PREFETCH;
    uint8_t fSSE, fSSE2, fSSE3, fSSSE3, fSSE4A, fSSE4_1, fSSE4_2;
    uint8_t fPOPCNT, fLZCNT, fTSC, fTSCINV, fTSCINV_BIT, fAVX, fAVX2, fAES, fERMS, fCLMUL, fBMI1, fBMI2, fRTM, fADX;
    uint8_t fAVX512F, fAVX512DQ, fAVX512PF, fAVX512ER, fAVX512CD, fAVX512BW, fAVX512VL;
    uint8_t fSHA, fFMA, fVZEROUPPER, fAVX512_VPOPCNTDQ, fAVX512_VPCLMULQDQ, fAVX512_VAES, fAVX512_VNNI;
    uint8_t fFLUSH, fFLUSHOPT, fCLWB, fAVX512_VBMI2, fAVX512_VBMI, fHV, fSERIALIZE, fRDTSCP, fRDPID, fFSRM, fGFNI;
    uint8_t fAVX512_BITALG, fPKU, fOSPKE, fCET_IBT, fCET_SS, fF16C, fAVX512_IFMA, fAVX_IFMA, fAPX_F, fSHA512;
    uint8_t fAVX512_FP16, fAVX10_1, fAVX10_2;
} CPUFeatures;

#endif
