/**
 * The bus as Kafka topics: the one place that knows Kafka. A service's own application has this module on its classpath, the
 * one-process node has not, and no other code can tell.
 */
package weft.bus.kafka;
