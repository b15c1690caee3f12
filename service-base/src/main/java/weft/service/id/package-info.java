/** The ids that Weft makes. */
package weft.service.id;
