import type { FileChange } from '../report.ts';
import type { InstalledCopy } from './installed-copies.ts';
import type { Project } from './project.ts';

/** A patch that a project has for a package, or that its settings name. */
export interface RegisteredPatch {
  /** Absolute. */
  readonly path: string;
  /** The version of the package that it is for; `undefined` for every one. */
  readonly version: string | undefined;
  /** For one copy only: the path of that. */
  readonly copy?: string;
  /** How many parts the paths in it have before those of the package. */
  readonly strip: number;
}

/** What one patch is for: copies of the same version or, for patch-package, one of them. */
export interface Target {
  readonly name: string;
  readonly version: string;
  /** At least one. */
  readonly copies: readonly InstalledCopy[];
  /** What stands before paths in the patch, behind `a/`. */
  readonly prefix: string;
  /** Patches that are there for it, in the order in which they are applied. */
  readonly existing: readonly RegisteredPatch[];
}

export interface WantedPatch {
  readonly target: Target;
  readonly text: string;
}

/** What is to be written, and what the user has to do then. */
export interface PatchChanges {
  /** Patches first, then what names them. */
  readonly changes: readonly FileChange[];
  /** Files of patches that are of no use any more. Absolute. */
  readonly removed: readonly string[];
  /** Commands that bring the installed copies to what is written. */
  readonly next: readonly string[];
  /** What the user should know. */
  readonly notes: readonly string[];
}

export interface WantedPatches {
  readonly patches: readonly WantedPatch[];
  /** Registered patches to take away. */
  readonly obsolete: readonly RegisteredPatch[];
}

/** How a package manager keeps patches. */
export interface PatchForm {
  /** What the summary calls it. */
  readonly title: string;
  /** The patches of a package, for whatever version. */
  registered(project: Project, name: string): Promise<readonly RegisteredPatch[]>;
  /** @throws {UsageError} for copies that it cannot patch. */
  targets(project: Project, copies: readonly InstalledCopy[]): Promise<readonly Target[]>;
  plan(project: Project, wanted: WantedPatches): Promise<PatchChanges>;
}
