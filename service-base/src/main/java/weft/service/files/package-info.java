/** The small files that a service keeps beside its database: written whole or not at all, read or refused by name. */
package weft.service.files;
