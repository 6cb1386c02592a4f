package io.makedaemon.spring.boot.command;

import java.util.List;

import io.makedaemon.ResourceUsage;
import io.makedaemon.spring.boot.diagnostics.StyledText;
import io.makedaemon.spring.boot.diagnostics.StyledText.Style;

/**
 * Describes a running daemon in a block of lines, for a terminal.
 */
final class StatusBlock {

	private static final String UP = "UP";

	private static final int LABEL_WIDTH = 12;

	private static final long MEGA = 1_000_000;

	private StatusBlock() {
	}

	/**
	 * Describe a daemon.
	 * @param name the program's name
	 * @param status its status
	 * @return the block
	 */
	static StyledText of(String name, RunningStatus status) {
		ResourceUsage usage = status.daemon().usage();
		List<String> listening = status.daemon().listening();
		Health health = status.health();
		StyledText block = new StyledText().add(Style.BOLD, name)
			.add(" is ")
			.add(status.isStarting() ? Style.YELLOW : Style.GREEN, status.state());
		row(block, "time", status.times());
		row(block, "pid", status.daemon().pid() + status.generations());
		if (!status.supervision().isEmpty()) {
			row(block, "supervisor", status.supervision().substring(", ".length()));
		}
		if (!listening.isEmpty()) {
			row(block, "listens on", String.join(", ", listening));
		}
		label(block, "health");
		if (health.missing() != null) {
			block.add("unknown: " + health.missing().reason());
		}
		else {
			block.add(UP.equals(health.status()) ? Style.GREEN : Style.RED, String.valueOf(health.status()));
		}
		usage.residentMemory().ifPresent((bytes) -> row(block, "memory", bytes / MEGA + " MB"));
		row(block, "CPU time", RunningStatus.uptime(usage.cpuTime()));
		usage.openDescriptors()
			.ifPresent((open) -> row(block, "open files",
					open + (usage.descriptorLimit().isPresent() ? " of " + usage.descriptorLimit().getAsLong() : "")));
		if (status.log() != null) {
			row(block, "log file", status.log());
		}
		return block;
	}

	private static void row(StyledText block, String label, String value) {
		label(block, label);
		block.add(value);
	}

	private static void label(StyledText block, String label) {
		block.add("\n  ").add(Style.FAINT, label).add(" ".repeat(LABEL_WIDTH - label.length()));
	}

}
