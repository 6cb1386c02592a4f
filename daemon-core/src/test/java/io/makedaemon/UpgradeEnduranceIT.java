package io.makedaemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import io.makedaemon.testsupport.EnduranceTier;
import io.makedaemon.testsupport.FullTier;
import io.makedaemon.testsupport.ProcessFacts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many upgrades in a row: a late generation needs no more than an early one.
 */
@Isolated("the memory of its processes is measured")
class UpgradeEnduranceIT {

	private static final int ROUNDS = Integer.getInteger("makedaemon.test.rounds");

	/** 200 in the endurance tier, and a few otherwise. */
	private static final int UPGRADES = 2 * ROUNDS * ROUNDS;

	/** So many generations are compared with each other, since memory varies. */
	private static final int COMPARED = Math.min(10, UPGRADES / 2);

	/** The number of the generation has more digits then, and so may other texts. */
	private static final int MORE_BYTES = 64;

	private static final long MORE_MEMORY = 1 << 20;

	@RegisterExtension
	final Programs programs = new Programs().untraced();

	@TempDir
	Path directory;

	@Test
	@FullTier
	@EnduranceTier
	void nothingGrows() throws Exception {
		Path temporary = Files.createDirectory(this.directory.resolve("tmp"));
		String[] properties = { "-Xmx16m", "java.io.tmpdir=" + temporary };
		UpgradedServer server = UpgradedServer.onPort(this.programs, this.directory);
		ProcessFacts daemon = Programs.daemon(server.launch(properties));
		List<Needs> needs = new ArrayList<>();
		try (AskingClients clients = new AskingClients(server, 1)) {
			for (int i = 0; i < UPGRADES; i++) {
				daemon = server.upgraded(daemon, server.upgrade(properties));
				server.awaitOnly(daemon);
				clients.awaitAnswers();
				ProcessFacts generation = daemon;
				needs.add(clients.whileSilent(() -> Needs.of(generation, this.directory)));
			}
			assertThat(clients.end()).isEmpty();
		}
		server.assertServes(daemon);
		assertThat(server.ask("ping")).isEqualTo(daemon.pid() + " " + (UPGRADES + 1) + " ping");
		List<Needs> early = needs.subList(0, COMPARED);
		List<Needs> late = needs.subList(UPGRADES - COMPARED, UPGRADES);
		System.out.println("Upgrades: " + UPGRADES + ", early: " + early.get(0) + ", late: " + late.get(COMPARED - 1));
		System.out.println("Private memory, median: early " + median(early, Needs::memory) + ", late "
				+ median(late, Needs::memory));
		assertThat(median(late, Needs::descriptors)).isLessThanOrEqualTo(median(early, Needs::descriptors));
		assertThat(median(late, Needs::files)).isLessThanOrEqualTo(median(early, Needs::files));
		assertThat(median(late, Needs::texts)).isLessThanOrEqualTo(median(early, Needs::texts) + MORE_BYTES);
		assertThat(median(late, Needs::memory)).isLessThanOrEqualTo(median(early, Needs::memory) + MORE_MEMORY);
	}

	private static long median(List<Needs> needs, ToLongFunction<Needs> kind) {
		return needs.stream().mapToLong(kind).sorted().skip(needs.size() / 2).findFirst().orElseThrow();
	}

	/**
	 * What a generation needs.
	 *
	 * @param descriptors its open descriptors
	 * @param files the files of all generations, but for what the program notes itself
	 * @param texts the bytes of its command line and its environment
	 * @param memory its private memory, in bytes
	 */
	private record Needs(long descriptors, long files, long texts, long memory) {

		static Needs of(ProcessFacts daemon, Path directory) throws IOException {
			try (Stream<Path> paths = Files.walk(directory)) {
				return new Needs(daemon.descriptors().size(),
						paths.filter((file) -> !file.getFileName().toString().startsWith("sole.")).count(),
						length(daemon.commandLine()) + length(daemon.environment()), daemon.privateMemory());
			}
		}

		private static long length(List<String> texts) {
			return texts.stream().mapToLong(String::length).sum();
		}

	}

}
