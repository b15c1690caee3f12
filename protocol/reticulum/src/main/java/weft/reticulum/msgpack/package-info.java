/**
 * MessagePack as the protocol uses it: canonical when written, bounded and strict when read (links-and-resources, msgpack
 * rules; lxmf §3). Values are {@link org.msgpack.value.Value}; make them with {@link org.msgpack.value.ValueFactory}.
 */
package weft.reticulum.msgpack;
