import { createTransform } from './create-transform.ts';

/** Bounds step-ups that repeat without end by a retry cap. */
export const capStepUps = createTransform('cap-step-ups');
export default capStepUps.shift;
