/** How an operator's words reach the code that reads them: unchanged, or refused by name. Registered for every application by this jar. */
package weft.service.config;
