/** The rows that Hibernate maps. */
package weft.auth.store.entity;
