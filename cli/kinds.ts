import type { FindingKind } from '../analysis/finding.ts';
import type { TransformName } from '../transforms/transform.ts';

/** What is to be known of a kind of finding without any finding. */
export interface KindInfo {
  readonly kind: FindingKind;
  readonly transform: TransformName;
  /** The lint rule that reports it. */
  readonly rule: string;
  /** What the rule asks for, in a line without a full stop. */
  readonly description: string;
  /** The sentence that is printed with each finding. */
  readonly message: string;
  /** The page about it. */
  readonly docs: string;
}

/** Every kind of finding. Loads the rules, and no parser. */
export async function importKinds(): Promise<readonly KindInfo[]> {
  const [{ transformsInfo }, messages] = await Promise.all([
    import('../transforms/index.ts'),
    import('../rules/messages.ts'),
  ]);
  return transformsInfo.flatMap(({ name, kinds }) =>
    kinds.map((kind) => ({
      kind,
      transform: name,
      rule: messages.ruleFor(kind),
      description: messages.descriptionFor(kind),
      message: messages.messageFor(kind),
      docs: messages.docsFor(kind),
    })),
  );
}
