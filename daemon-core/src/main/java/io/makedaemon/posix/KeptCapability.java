package io.makedaemon.posix;

/**
 * A capability that is kept when the user changes; see capabilities(7).
 *
 * @param number the kernel's number
 * @param name the name, for the failure
 */
public record KeptCapability(int number, String name) {

}
