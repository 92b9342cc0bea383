/**
 * A file system of a few megabytes for tests that fill it. Mounting requires root, and does not work in every
 * container.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const mountSmallDisk = (folder: string, megabytes: number): void => {
  mkdirSync(folder, { recursive: true });
  execFileSync("/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "none", folder], { stdio: "pipe" });
};

export const unmountDisk = (folder: string): void => {
  execFileSync("/bin/umount", [folder], { stdio: "pipe" });
};

export const canMount = (): boolean => {
  const folder = join(tmpdir(), `caxton-mount-${process.pid}`);
  try {
    mountSmallDisk(folder, 1);
    unmountDisk(folder);
    return true;
  } catch {
    // Mounting is not permitted here.
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const isFull = (thrown: unknown): boolean => thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC";

/** Writes to the file until the disk is full to the last byte. */
export const fillDisk = async (filler: string): Promise<void> => {
  const file = await open(filler, "a");
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      for (;;) await file.write(Buffer.alloc(size));
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
    }
  }
  await file.close();
};
