import { ask, type Case, expectBoolean } from './case.ts'
import type { ApprovalRule, PolicyDefinition } from './definition.ts'
import type { Issues } from './issues.ts'
import type { PolicyTypes } from './types.ts'

/** Which commands take effect only when somebody with authority has agreed. */
export interface ApprovalRules {
  isNeeded(of: ApprovalRule<PolicyTypes>['of'], c: Case): boolean
  /** Whether a role may decide the question. */
  mayDecide(of: ApprovalRule<PolicyTypes>['of'], role: string): boolean
}

export function compileApprovals(definition: PolicyDefinition, issues: Issues): ApprovalRules {
  const rules = definition.approvals ?? []
  rules.forEach((rule, i) => {
    if (rule.by.length === 0) issues.add(`approvals.${i}.by`, 'nobody could ever approve it')
    for (const role of rule.by) {
      issues.known(`approvals.${i}.by`, 'role', role, definition.roles)
      for (const command of ['approve', 'disapprove'] as const) {
        if (definition.permissions[command]?.includes(role) !== true) {
          issues.add(`permissions.${command}`, `'${role}' decides approvals and must be permitted to send it`)
        }
      }
    }
  })
  return {
    isNeeded: (of, c) =>
      rules.some(
        (rule, i) =>
          rule.of === of &&
          (rule.when === undefined ||
            ask(definition.id, `approvals.${i}.when`, (it) => rule.when?.(it), c, expectBoolean) === true),
      ),
    mayDecide: (of, role) => rules.some((rule) => rule.of === of && rule.by.includes(role)),
  }
}
