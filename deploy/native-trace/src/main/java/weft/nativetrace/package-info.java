/**
 * An agent of the Java machine that writes down which classes libraries look into by reflection while a node runs. In a native image
 * only what was named beforehand can be looked into; the native check compares the two.
 */
package weft.nativetrace;
