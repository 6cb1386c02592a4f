package io.makedaemon.spring.boot.testapp;

/**
 * An application whose main method is that of its superclass.
 */
public final class Heir extends TestApplication {

}
