package io.makedaemon.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/**
 * For tests that are run with {@code -Pfull} only: sweeps over all cases of something of
 * which the other tests have one, and what takes long.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Tag("full")
public @interface FullTier {

}
