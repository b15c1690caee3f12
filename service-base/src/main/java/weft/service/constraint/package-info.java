/** What members of requests are held to, as constraints of Bean Validation that any record may have. */
package weft.service.constraint;
