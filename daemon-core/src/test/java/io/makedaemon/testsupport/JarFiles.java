package io.makedaemon.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes.Name;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes jars.
 */
public final class JarFiles {

	private JarFiles() {
	}

	/**
	 * Makes a jar.
	 * @param file the jar's file, which does not exist yet
	 * @param content what the jar has in it
	 * @param attributes the main attributes of its manifest
	 */
	public static void create(Path file, ClassPath content, Map<String, String> attributes) {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
		attributes.forEach(manifest.getMainAttributes()::putValue);
		try (FileSystem jar = FileSystems.newFileSystem(file, Map.of("create", true))) {
			content.copyTo(jar.getPath("/"));
			Files.createDirectories(jar.getPath("/META-INF"));
			try (OutputStream out = Files.newOutputStream(jar.getPath("/META-INF/MANIFEST.MF"))) {
				manifest.write(out);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Overwrites a jar in place, as {@code cp} does, with the same in another order.
	 * @param file the jar
	 */
	public static void overwrite(Path file) {
		try {
			Map<String, byte[]> entries = new TreeMap<>(Comparator.reverseOrder());
			try (ZipInputStream jar = new ZipInputStream(Files.newInputStream(file))) {
				for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
					entries.put(entry.getName(), jar.readAllBytes());
				}
			}
			try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
				for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
					jar.putNextEntry(new ZipEntry(entry.getKey()));
					jar.write(entry.getValue());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
