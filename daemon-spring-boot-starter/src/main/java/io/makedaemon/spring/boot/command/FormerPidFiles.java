package io.makedaemon.spring.boot.command;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.makedaemon.RunningDaemon;

/**
 * Where the default pid file of a user was in earlier versions, depending on the
 * environment of the command. A daemon started by one of them is found there until it
 * ends.
 */
final class FormerPidFiles {

	private static final String RUNTIME_DIRECTORIES = "/run/user/";

	private final int uid;

	private final String fileName;

	private final Set<Path> runtimeDirectories;

	private final Set<Path> temporaryDirectories;

	/**
	 * Create the places for a user.
	 * @param uid the user's id
	 * @param runtimeDirectory the value of {@code XDG_RUNTIME_DIR}, or null
	 * @param temporaryDirectory the value of {@code java.io.tmpdir}
	 * @param fileName the name of the pid file
	 */
	FormerPidFiles(int uid, @Nullable String runtimeDirectory, String temporaryDirectory, String fileName) {
		this.uid = uid;
		this.fileName = fileName;
		this.runtimeDirectories = directories(RUNTIME_DIRECTORIES + Integer.toUnsignedString(uid), runtimeDirectory);
		String own = "/makedaemon-" + uid;
		this.temporaryDirectories = directories("/tmp" + own, temporaryDirectory + own);
	}

	private static Set<Path> directories(@Nullable String... paths) {
		return Stream.of(paths)
			.filter(StringUtils::hasText)
			.map((path) -> Path.of(Objects.requireNonNull(path)))
			.filter(Path::isAbsolute)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * Find the daemon that holds one of the files. Its file may be gone together with the
	 * runtime directory, after the user's last session has ended.
	 * @return the daemon; empty if there is none
	 */
	Optional<RunningDaemon> find() {
		return Stream
			.concat(this.runtimeDirectories.stream().filter((directory) -> isThere(directory) || isGone(directory)),
					this.temporaryDirectories.stream().filter(this::isThere))
			.flatMap((directory) -> RunningDaemon.find(directory.resolve(this.fileName)).stream())
			.findFirst();
	}

	private boolean isThere(Path directory) {
		return PidFileLocation.isPrivate(directory, this.uid)
				&& Files.exists(directory.resolve(this.fileName), LinkOption.NOFOLLOW_LINKS);
	}

	private static boolean isGone(Path directory) {
		return Files.notExists(directory, LinkOption.NOFOLLOW_LINKS);
	}

}
