/** A real browser for tests, and what every page is held to in it. */
package weft.browser;
