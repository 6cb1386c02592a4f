package io.makedaemon.spring.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;

import io.makedaemon.spring.boot.command.CommandRunner;
import io.makedaemon.spring.boot.command.CommandSettings;
import io.makedaemon.spring.boot.command.DaemonCommand;
import io.makedaemon.spring.boot.command.StatusFormat;
import io.makedaemon.spring.boot.diagnostics.Terminal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter's packages, and what each of them may know.
 */
class ArchitectureTests {

	private static final String ROOT = DaemonState.class.getPackageName();

	private static final String COMMAND = CommandRunner.class.getPackageName();

	/** The packages of the core's API and SPI. */
	private static final Set<String> CORE = Set.of("io.makedaemon", "io.makedaemon.capture", "io.makedaemon.prepare",
			"io.makedaemon.signal", "io.makedaemon.systemd", "io.makedaemon.trace");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackagesOf(DaemonState.class);

	@Test
	void starterIsSeen() {
		assertThat(CLASSES.contain(DaemonState.class)).isTrue();
		assertThat(CLASSES.contain(ArchitectureTests.class)).isFalse();
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		check(classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.resideInAPackage("..autoconfigure"));
	}

	@Test
	void autoConfigurationsHaveNoPublicMembers() {
		check(methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic());
		assertThat(CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.flatMap((type) -> type.getFields().stream())
			.filter((field) -> field.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaMember::getFullName)).isEmpty();
	}

	@Test
	void knowsOnlyTheApiAndTheSpiOfTheCore() {
		check(classes().should()
			.onlyDependOnClassesThat(are("of the API or the SPI, if of the core",
					(type) -> !isOfCore(type) || CORE.contains(type.getPackageName()))));
	}

	private static boolean isOfCore(JavaClass type) {
		return (type.getPackageName() + ".").startsWith("io.makedaemon.") && !isOfStarter(type);
	}

	private static boolean isOfStarter(JavaClass type) {
		return type.getPackageName().startsWith(ROOT);
	}

	@Test
	void namesNoFileOfProc() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src/main"))) {
			assertThat(sources.filter(Files::isRegularFile).filter((file) -> contains(file, "\"/proc"))).isEmpty();
		}
	}

	private static boolean contains(Path file, String text) {
		try {
			return Files.readString(file).contains(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void hasNoLargeFile() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			assertThat(sources.filter((file) -> file.toString().endsWith(".java")).filter((file) -> lines(file) > 450))
				.isEmpty();
		}
	}

	private static long lines(Path file) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void commandsDoNotKnowTheLaunch() {
		check(noClasses().that().resideInAPackage(COMMAND).should().dependOnClassesThat().resideInAPackage(ROOT));
	}

	@Test
	void launchKnowsTheCommandsAndTheirRunner() {
		assertThat(CLASSES.stream()
			.filter((type) -> !isOfPackage(type, COMMAND))
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
			.filter((type) -> isOfPackage(type, COMMAND))
			.map(JavaClass::getName)).containsOnly(CommandRunner.class.getName(), CommandSettings.class.getName(),
					DaemonCommand.class.getName(), StatusFormat.class.getName());
	}

	private static boolean isOfPackage(JavaClass type, String name) {
		return type.getPackageName().equals(name);
	}

	@Test
	void knowsNoNativeLibrary() {
		check(noClasses().should().dependOnClassesThat().resideInAnyPackage("jnr..", "com.kenai.."));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().assignedFrom(new EachPackage()).should().beFreeOfCycles());
	}

	@Test
	void onlyTheLaunchEndsTheProcess() {
		check(noClasses().that()
			.doNotHaveFullyQualifiedName(DaemonLaunch.class.getName())
			.should()
			.callMethod(System.class, "exit", int.class)
			.orShould()
			.callMethod(Runtime.class, "exit", int.class)
			.orShould()
			.callMethod(Runtime.class, "halt", int.class));
	}

	/**
	 * It lets no control characters through. Captured streams belong to the application.
	 */
	@Test
	void whatIsPrintedGoesThroughTheTerminal() {
		check(noClasses().that()
			.doNotHaveFullyQualifiedName(Terminal.class.getName())
			.and()
			.haveSimpleNameNotStartingWith("StreamPump")
			.and()
			.haveSimpleNameNotStartingWith("BannerEvent")
			.should()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err"));
	}

	@Test
	void oneRoomKnowsEachLoggingSystem() {
		check(noClasses().that()
			.resideOutsideOfPackage("..logging.logback")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("ch.qos.logback.."));
		check(noClasses().that()
			.resideOutsideOfPackage("..logging.log4j2")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.apache.logging.log4j.."));
	}

	/**
	 * Only classes that are loaded for that server.
	 */
	@Test
	void classesOfEachServerKnowIt() {
		check(noClasses().that()
			.haveSimpleNameNotStartingWith("Tomcat")
			.and()
			.haveSimpleNameNotStartingWith("Jetty")
			.and()
			.haveSimpleNameNotStartingWith("Netty")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..",
					"org.eclipse.jetty..", "io.netty..", "reactor..", "org.springframework.boot.tomcat..",
					"org.springframework.boot.jetty..", "org.springframework.boot.reactor.."));
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

	private static <T> DescribedPredicate<T> are(String description, Predicate<T> predicate) {
		return DescribedPredicate.describe(description, predicate);
	}

	/**
	 * Every package is a slice, also the one above the others.
	 */
	private static final class EachPackage implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return isOfStarter(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "each package of the starter";
		}

	}

}
