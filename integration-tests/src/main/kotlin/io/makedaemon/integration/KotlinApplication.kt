package io.makedaemon.integration

import org.springframework.boot.runApplication

/**
 * Runs the application, without a class around this function.
 */
fun main(args: Array<String>) {
	runApplication<GuestApplication>(*args)
}
