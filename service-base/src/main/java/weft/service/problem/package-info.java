/** Why a request was refused, as an RFC 9457 problem document. */
package weft.service.problem;
