/**
 * What tests of programs need: the suite that every store must pass.
 *
 * @module
 */
export { storeContract } from './store-contract.ts'
export type { ContractCase } from './store-contract.ts'
export type { StoreSetup } from './store-setup.ts'
