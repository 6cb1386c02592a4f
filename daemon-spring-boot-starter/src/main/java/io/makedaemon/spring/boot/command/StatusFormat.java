package io.makedaemon.spring.boot.command;

/**
 * How the command {@code status} prints what it has found out.
 */
public enum StatusFormat {

	/** A block on a terminal, one line otherwise. */
	TEXT,

	/** A JSON object, for programs. */
	JSON

}
