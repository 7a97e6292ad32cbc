export {
  type EmployeeComplaintBSettings,
  employeeComplaintB,
  employeeComplaintBWith,
} from './employee-complaint-b.ts'
export { type LenovoSettings, lenovo, lenovoWith } from './lenovo.ts'
export { type SimpleFlowSettings, simpleFlow, simpleFlowWith } from './simple-flow.ts'
export { standardTemplates } from './templates.ts'
export { type TietongFaultSettings, tietongFault, tietongFaultWith } from './tietong-fault.ts'
export { type WellmanSupplierSettings, wellmanSupplier, wellmanSupplierWith } from './wellman-supplier.ts'
