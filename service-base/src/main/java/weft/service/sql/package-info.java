/** What the services know of PostgreSQL alike. */
package weft.service.sql;
