package io.makedaemon.spring.boot.unit;

import java.util.Map;
import java.util.stream.Collectors;

import io.makedaemon.prepare.Template;

/**
 * Writes a property list for launchd. There are no daemons on macOS: the application
 * stays in the foreground, and launchd waits for it.
 */
final class LaunchdPlist {

	private static final String PLIST = """
			<?xml version="1.0" encoding="UTF-8"?>
			<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
			<!-- Not tested. To install it, as root, write it to /Library/LaunchDaemons/@LABEL@.plist, then:
			     launchctl bootstrap system /Library/LaunchDaemons/@LABEL@.plist -->
			<plist version="1.0">
			<dict>
				<key>Label</key>
				<string>@LABEL@</string>
				<key>ProgramArguments</key>
				<array>
			@ARGUMENTS@
				</array>
				<key>WorkingDirectory</key>
				<string>@DIRECTORY@</string>@USER@
				<key>RunAtLoad</key>
				<true/>
				<key>KeepAlive</key>
				<dict>
					<key>SuccessfulExit</key>
					<false/>
				</dict>
				<key>ExitTimeOut</key>
				<integer>@STOP_TIMEOUT@</integer>
			</dict>
			</plist>""";

	private LaunchdPlist() {
	}

	/**
	 * Write the property list.
	 * @param service the service
	 * @return the text
	 */
	static String text(Service service) {
		String user = (service.user() != null)
				? "\n\t<key>UserName</key>\n\t<string>" + escape(service.user()) + "</string>" : "";
		String arguments = service.words()
			.stream()
			.map((word) -> "\t\t<string>" + escape(word) + "</string>")
			.collect(Collectors.joining("\n"));
		return Template.fill(PLIST,
				Map.of("LABEL", service.fileName(), "STOP_TIMEOUT", Long.toString(service.stopTimeout().toSeconds()),
						"USER", user, "DIRECTORY", escape(service.directory()), "ARGUMENTS", arguments));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
