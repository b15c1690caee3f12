/** Signature checks that are given out as work and answered later, or never. */
package weft.reticulum.router.signatures;
