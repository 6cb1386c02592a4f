package io.makedaemon.testsupport;

import java.time.Duration;

/**
 * What came of a program that has ended.
 *
 * @param exitCode its exit code, 128 and the signal's number if a signal ended it
 * @param stdout all that it wrote to its standard output
 * @param stderr all that it wrote to its standard error
 * @param elapsed how long it ran
 */
public record Run(int exitCode, String stdout, String stderr, Duration elapsed) {

}
