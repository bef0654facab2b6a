/**
 * The tree that the analyses read: ESTree with TypeScript nodes, as oxc, typescript-estree and espree give it alike.
 * Types only; the nodes come from whoever parsed the file.
 */
import type { Node as OxcNode, Program as OxcProgram } from '@oxc-project/types';

export type Node = OxcNode;
export type Program = OxcProgram;
export type NodeType = Node['type'];
/** The node of a given `type`; one interface serves several types for functions and classes. */
export type NodeOf<T extends NodeType> = Narrow<Node, T>;
type Narrow<N, T> = N extends { type: infer U } ? (T extends U ? N : never) : never;
