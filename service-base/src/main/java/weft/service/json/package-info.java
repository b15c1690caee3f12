/** JSON as every service reads it. */
package weft.service.json;
