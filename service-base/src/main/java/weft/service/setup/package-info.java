/** What a starting service tells the person who starts the node: CDI events, fired while the application starts. */
package weft.service.setup;
