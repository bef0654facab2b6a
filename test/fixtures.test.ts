import { describe, expect, it } from 'vitest';
import {
  findingsBesides,
  findingsByEslint,
  findingsByOxc,
  findingsIn,
  parsersFor,
  rewrittenByEslint,
  rewrittenByJscodeshift,
  rewrittenByTsMorph,
  transformsFor,
} from './doors.ts';
import { fixtures } from './fixtures.ts';

for (const fixture of fixtures()) {
  const { file, input, output } = fixture;
  const transforms = transformsFor(fixture);
  describe(fixture.name, () => {
    it('has these findings', () => {
      expect(findingsIn(input, file, transforms)).toEqual(fixture.findings);
    });
    if (fixture.findings.length === 0)
      it('is accused of nothing by other rules, but for what is listed', () => {
        expect(findingsBesides(input, file, transforms)).toEqual(fixture.besides);
      });
    it('is rewritten to output', () => {
      expect(rewrittenByJscodeshift(input, file, transforms)).toBe(output);
    });
    it('is rewritten alike by ts-morph', () => {
      expect(rewrittenByTsMorph(input, file, transforms)).toBe(output);
    });
    it('is left alone the second time', () => {
      expect(rewrittenByJscodeshift(output, file, transforms)).toBe(output);
    });
    it('has nothing left that could be rewritten', () => {
      expect(findingsIn(output, file, transforms)).toEqual(
        fixture.findings.filter((each) => each.includes(' (')),
      );
    });
    for (const [name, parser] of parsersFor(fixture)) {
      it(`is rewritten alike by ESLint --fix with ${name}`, () => {
        expect(rewrittenByEslint(input, file, transforms, parser)).toBe(output);
      });
      it(`has the same findings in the tree of ${name}`, () => {
        expect(findingsByEslint(input, file, parser)).toEqual(findingsByOxc(input, file));
      });
    }
  });
}
