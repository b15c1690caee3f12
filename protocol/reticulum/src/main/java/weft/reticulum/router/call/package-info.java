/**
 * What a call of the Router brings to every room, and what every room needs during it: the time, timers, why packets are
 * dropped and how often, and signature checks that are given out as work (rns-core §10, §24). It knows no other room.
 */
package weft.reticulum.router.call;
