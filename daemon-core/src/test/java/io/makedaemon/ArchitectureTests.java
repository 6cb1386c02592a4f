package io.makedaemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import io.makedaemon.posix.Posix;
import io.makedaemon.parent.SpawnedProcess;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packages, and what each of them may know.
 */
class ArchitectureTests {

	private static final String ROOT = "io.makedaemon";

	private static final Set<Class<?>> API = Set.of(AddressInUseException.class, Capability.class, Daemon.class,
			DaemonAttr.class, DaemonAttr.Builder.class, DaemonContext.class, DaemonDump.class, DaemonException.class,
			DaemonFile.class, DaemonSignal.class, DaemonSocket.class, DaemonStage.class, FileLockedException.class,
			ProcessState.class, Resource.class, ResourceUsage.class, RunningDaemon.class, RunningSupervisor.class,
			Supervision.class, DaemonSupervisor.class, StartFailedException.class, StartTimeoutException.class,
			SystemCallException.class);

	/** The rooms, and the rooms that each may use. */
	private static final Map<String, List<String>> ROOMS = Map.ofEntries(Map.entry("posix", List.of()),
			Map.entry("proc", List.of("posix")), Map.entry("trace", List.of("posix", "proc")),
			Map.entry("wire", List.of("posix", "proc")), Map.entry("jvm", List.of("posix", "proc", "wire")),
			Map.entry("parent", List.of("posix", "proc", "wire", "trace")),
			Map.entry("capture", List.of("posix", "proc", "wire")), Map.entry("pidfile", List.of("posix", "proc")),
			Map.entry("prepare", List.of("posix", "proc", "jvm", "parent")), Map.entry("signal", List.of()),
			Map.entry("supervise", List.of("posix", "proc", "wire")), Map.entry("systemd", List.of("posix", "proc")));

	private static final Set<String> PROGRAMS = Set.of("io.makedaemon.prepare.BecomeUser",
			"io.makedaemon.DaemonControl");

	/** How many types the other rooms may see of each that is no declared SPI. */
	private static final Map<String, Integer> DOORS = Map.of("posix", 22, "proc", 19, "wire", 16, "jvm", 2, "parent", 8,
			"pidfile", 4);

	/**
	 * Who prints: what is harmless, what is for nobody's terminal, or the user's own
	 * words.
	 */
	private static final Set<String> PRINTING = Set.of("BecomeUser", "Terminal", "ProgressLine", "Stage1FirstChild",
			"Stage2Daemon", "Trace");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.withImportOption((location) -> !location.contains("-tests.jar"))
		.importPackagesOf(Daemon.class);

	@Test
	void rootPackageIsSeen() {
		assertThat(CLASSES.contain(Daemon.class)).isTrue();
		assertThat(CLASSES.contain(ArchitectureTests.class)).isFalse();
	}

	@Test
	void leafPackagesDoNotKnowTheRoot() {
		check(noClasses().that().resideOutsideOfPackage(ROOT).should().dependOnClassesThat().resideInAPackage(ROOT));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("io.makedaemon.(*)..").should().beFreeOfCycles());
	}

	@Test
	void roomsUseOnlyThoseBelow() {
		ROOMS.forEach((room, below) -> check(classes().that()
			.resideInAPackage(packageOf(room))
			.should()
			.onlyDependOnClassesThat(are("of " + below + ", or not ours",
					(type) -> !type.getPackageName().startsWith(ROOT) || type.getPackageName().equals(packageOf(room))
							|| below.stream()
								.map(ArchitectureTests::packageOf)
								.anyMatch(type.getPackageName()::equals)))));
		assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct()).containsExactlyInAnyOrderElementsOf(
				Stream.concat(Stream.of(ROOT), ROOMS.keySet().stream().map(ArchitectureTests::packageOf)).toList());
	}

	@Test
	void roomsHaveFewDoors() {
		DOORS.forEach((room,
				doors) -> assertThat(CLASSES.stream()
					.filter((type) -> type.getPackageName().equals(packageOf(room)) && type.isTopLevelClass()
							&& type.getModifiers().contains(JavaModifier.PUBLIC)))
					.as("public types of " + room)
					.hasSizeLessThanOrEqualTo(doors));
	}

	private static String packageOf(String room) {
		return ROOT + "." + room;
	}

	@Test
	void contextIsGivenWhatItNeeds() {
		check(noClasses().that()
			.belongToAnyOf(DaemonContext.class, DaemonReport.class, OpenedFiles.class)
			.should()
			.dependOnClassesThat(
					are("stages, or the facade", (type) -> isStage(type) || type.isEquivalentTo(Daemon.class))));
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
	void onlyProcNamesTheFileSystem() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			assertThat(sources.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> contains(file, "\"/proc"))
				.map((file) -> file.toString().replaceAll(".*/(\\w+)/\\w+.java", "$1"))
				.distinct()).containsExactly("proc");
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
	void onlyPosixKnowsTheNativeLibraries() {
		check(noClasses().that()
			.resideOutsideOfPackage("io.makedaemon.posix..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jnr..", "com.kenai.."));
	}

	@Test
	void knowsNoFrameworkAndNoLogger() {
		check(noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.micrometer..", "org.slf4j..", "ch.qos.logback..",
					"java.util.logging..", "org.apache.."));
	}

	/**
	 * It lets no control characters through. What the first child and the daemon print
	 * does not go to a terminal, but to who reads it.
	 */
	@Test
	void whatIsPrintedGoesThroughTheTerminal() {
		check(noClasses().that(are("of a parent", (type) -> !PRINTING.contains(type.getSimpleName())))
			.should()
			.accessTargetWhere(are("print", (access) -> access.getTargetOwner().isEquivalentTo(System.class)
					&& Set.of("out", "err").contains(access.getName()))));
	}

	@Test
	void onlyStagesExitAndSpawn() {
		check(noClasses()
			.that(are("none of the stages, and no program of its own",
					(type) -> !isStage(type) && !PROGRAMS.contains(type.getFullName())))
			.should()
			.accessTargetWhere(are("exit or spawn", ArchitectureTests::exitsOrSpawns)));
	}

	private static boolean isStage(JavaClass type) {
		JavaClass outermost = type;
		while (outermost.getEnclosingClass().isPresent()) {
			outermost = outermost.getEnclosingClass().get();
		}
		return outermost.getPackageName().equals(ROOT) && outermost.getSimpleName().matches("Stage\\d\\w+");
	}

	private static boolean exitsOrSpawns(JavaAccess<?> access) {
		JavaClass owner = access.getTargetOwner();
		String name = access.getName();
		return (owner.isEquivalentTo(System.class) && name.equals("exit"))
				|| (owner.isEquivalentTo(Runtime.class) && Set.of("exit", "halt", "exec").contains(name))
				|| owner.isEquivalentTo(ProcessBuilder.class)
				|| (owner.isEquivalentTo(SpawnedProcess.class) && name.equals("start"))
				|| (owner.isEquivalentTo(Posix.class) && Set.of("posixSpawn", "execve").contains(name)
						&& !access.getOriginOwner().isEquivalentTo(SpawnedProcess.class));
	}

	@Test
	void onlyApiIsPublicInTheRootPackage() {
		assertThat(CLASSES.stream()
			.filter((type) -> type.getPackageName().equals(ROOT) && type.getModifiers().contains(JavaModifier.PUBLIC))
			.map(JavaClass::getName))
			.containsExactlyInAnyOrderElementsOf(API.stream().map(Class::getName).collect(Collectors.toSet()));
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

	private static <T> DescribedPredicate<T> are(String description, Predicate<T> predicate) {
		return DescribedPredicate.describe(description, predicate);
	}

}
