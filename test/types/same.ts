/**
 * How the type tests say that two types are one and the same, not only assignable.
 */

/** `true` when `A` and `B` cannot be told apart, optional and readonly properties included. */
export type Same<A, B> =
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false

/** Compiles for `true` only: `yes<Same<typeof id, number>>()`. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function yes<Truth extends true>(..._truths: Truth[]): void {
  // Nothing happens at run time.
}
