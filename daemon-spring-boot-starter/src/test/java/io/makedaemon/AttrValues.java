package io.makedaemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link DaemonAttr} says, which only the core knows.
 *
 * @param attr the options
 */
public record AttrValues(DaemonAttr attr) {

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public String programName() {
		return this.attr.options().programName();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public boolean captureOutput() {
		return this.attr.options().captureOutput();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public long captureBacklog() {
		return this.attr.options().captureBacklog();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public List<DaemonFile> files() {
		return this.attr.options().files();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public @Nullable Path workingDirectory() {
		return this.attr.options().workingDirectory();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public int umask() {
		return this.attr.options().umask();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public Duration startTimeout() {
		return this.attr.options().startTimeout();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public List<String> jvmOptions() {
		return this.attr.options().jvmOptions();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public @Nullable Path logDirectory() {
		return this.attr.options().logDirectory();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public Map<Resource, Long> softLimits() {
		return this.attr.options().softLimits();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public Map<Resource, Long> hardLimits() {
		return this.attr.options().hardLimits();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public String user() {
		return this.attr.options().user();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public String group() {
		return this.attr.options().group();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public Set<Capability> capabilities() {
		return this.attr.options().capabilities();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public @Nullable Path jar() {
		return this.attr.options().jar();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public @Nullable Path logFile() {
		return this.attr.options().logFile();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public boolean showProgress() {
		return this.attr.options().showProgress();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public @Nullable Path pidFile() {
		return this.attr.options().pidFile();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public Set<DaemonSignal> signals() {
		return this.attr.options().signals();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public String message() {
		return this.attr.options().message();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public List<DaemonSocket> sockets() {
		return this.attr.options().sockets();
	}

	/**
	 * Return the option of this name.
	 * @return its value
	 */
	public Map<String, String> origins() {
		return this.attr.options().origins();
	}

}
