/**
 * Compiles Weft's applications to native code as far as a plain JDK can: everything that GraalVM's builder does before the linker
 * runs. The builder is run from its jars; what a GraalVM distribution has beside them, and the analysis asks for, is put in place by
 * {@link weft.nativecheck.Builder}. What is looked at afterwards stands in {@link weft.nativecheck.Findings}.
 *
 * <p>It doesn't show that an image links, starts, or opens by name what it needs at run time.
 */
package weft.nativecheck;
