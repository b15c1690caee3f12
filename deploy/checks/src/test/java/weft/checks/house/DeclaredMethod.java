package weft.checks.house;

/**
 * A method, constructor or initialiser with a body.
 *
 * @param lines from the first after its annotations to its closing brace: the signature, blank lines and comments inside count,
 *     annotations and the comment before it don't
 */
record DeclaredMethod(String name, int lines) {}
