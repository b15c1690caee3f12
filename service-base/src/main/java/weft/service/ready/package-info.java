/** Whether the node may be used yet, and what it still waits for. */
package weft.service.ready;
