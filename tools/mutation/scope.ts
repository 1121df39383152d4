/**
 * What is mutated, and the tests that it is tried on: quick ones, since each mutant runs all that reach it.
 */
import { globSync } from 'node:fs'

/** Files of which no mutant may survive. */
export const strict: readonly string[] = [
  'src/covers.ts',
  'src/normal-form.ts',
  'src/scope.ts',
  'src/seal/chain.ts',
  'src/seal/mac.ts',
  'src/text/base64url.ts',
  'src/verify.ts',
]

/** Tests that take seconds, by parts of their names: a mutant that only they find counts as survived. */
export const slow: readonly string[] = [
  'a lock grows > to 65,535 numbers',
  'costs little: 20,000 refusals',
  'do not grow faster',
  'does not grow faster',
  'finds the one kid that is left',
  'gives every kid about as often',
  'has no cost that grows faster',
  'has no room left',
  'has the bytes that the specification says, and the cheapest parameter',
  'in any order of making and revoking',
  'is believed for staleFor',
  'is none of 2,000 random ones',
  'is read as it was written, for ids of every size',
  'its timers keep no process alive',
  'makes key texts that are all different',
  'of any one, two or three bytes',
  'of any two bits is read as those two',
  'of few and small gaps',
  'one that is read-only',
  'that takes long does not',
  'the largest token of',
  'two together are those two, and no third',
]

/** The variable of the environment that names the files of tests; Stryker's own option for them is for runners that know where tests stand. */
export const testsVariable = 'LATCHKEY_MUTATION_TESTS'

export interface Part {
  readonly files: readonly string[]
  readonly tests: readonly string[]
}
const sorted = (...patterns: string[]): string[] => globSync(patterns).toSorted()
const vectors = 'tools/mutation/vectors.test.ts'

/** `src/index.ts`, `src/store.ts` and `src/tokens.ts` declare, and do nothing. */
export const parts: readonly Part[] = [
  {
    files: sorted('src/text/*.ts', 'src/seal/{chain,digest,mac}.ts'),
    tests: [
      ...sorted('test/text/*.test.ts', 'test/seal/{digest,mac}.test.ts', 'test/narrow.test.ts'),
      vectors,
    ],
  },
  {
    files: sorted('src/{covers,normal-form,scope}.ts'),
    tests: sorted('test/{covers,handle,normal-form,notation,scope}.test.ts', 'test/property/scopes.test.ts'),
  },
  {
    files: sorted('src/{numbers,verdict,verify}.ts'),
    tests: [
      ...sorted(
        'test/verify.test.ts',
        'test/property/{narrowing,time}.test.ts',
        'test/store/{redeeming,revoking}.test.ts',
      ),
      vectors,
    ],
  },
  {
    files: sorted('src/seal/{bound,frame,key-text,keyring,names,weakness}.ts'),
    tests: [
      ...sorted('test/seal/{keyring,names,weakness}.test.ts', 'test/{latchkey,options}.test.ts'),
      vectors,
    ],
  },
  {
    files: sorted('src/{grant,notation,objects}.ts'),
    tests: sorted('test/{notation,pass,scope}.test.ts', 'test/property/notation.test.ts'),
  },
  {
    files: sorted('src/{errors,generate,inspect,latchkey,look,narrow,pass,redact}.ts'),
    tests: sorted(
      'test/{errors,generate,inspect,latchkey,lock,narrow,options,pass,redact}.test.ts',
      'test/property/tokens.test.ts',
      'test/http/guard.test.ts',
      'test/store/{attacks,revoking}.test.ts',
    ),
  },
  {
    files: sorted('src/codec/*.ts'),
    tests: [
      ...sorted(
        'test/codec/{integer-lists,limits,reading,round-trip}.test.ts',
        'test/{generate,lock}.test.ts',
      ),
      vectors,
    ],
  },
  {
    files: sorted('src/{app,handle,id,options,registry,lock,lock-of}.ts'),
    tests: sorted(
      'test/{app,errors,handle,id,latchkey,lock,notation,options,pass,scope}.test.ts',
      'test/property/lock.test.ts',
    ),
  },
  {
    files: sorted('src/{revocations,revoked}.ts'),
    tests: sorted('test/{revocations,revoked}.test.ts', 'test/store/{attacks,revoking}.test.ts'),
  },
  {
    files: sorted('src/{redeem,revoke,stamps,target}.ts'),
    tests: sorted('test/store/{attacks,redeeming,revoking,targets}.test.ts'),
  },
  {
    files: sorted('src/{following,stored}.ts'),
    tests: sorted('test/store/{following,polling,waiting}.test.ts'),
  },
  {
    files: ['src/store/memory.ts'],
    tests: sorted('test/store/{contract,memory,redeeming}.test.ts'),
  },
  {
    files: sorted('src/store/{opening,sqlite,sqlite-file}.ts'),
    tests: sorted('test/store/{memory,opening,sqlite}.test.ts'),
  },
  {
    files: sorted('src/http/{answers,bearer,credentials,fetch,guard-options}.ts'),
    tests: sorted('test/http/*.test.ts', 'test/testing/*.test.ts'),
  },
]
