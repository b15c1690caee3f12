/** What operators want to know of a service: how it fares, in codes and numbers that a client puts into words. */
package weft.service.health;
