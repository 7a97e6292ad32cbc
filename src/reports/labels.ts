import type { CommandType } from '../domain/commands.ts'
import type { Level } from '../domain/level.ts'
import type { RefusalReason } from '../errors.ts'
import type { Label } from '../policy/definition.ts'

/** What happened, for people: the past of each command, and of time passing. */
export const happened: Readonly<Record<CommandType | 'wake' | 'recompute', Label>> = {
  register: { en: 'complaint registered', 'zh-CN': '投诉登记' },
  classify: { en: 'classified', 'zh-CN': '分类' },
  note: { en: 'note taken', 'zh-CN': '备注' },
  bounce: { en: 'message came back', 'zh-CN': '消息被退回' },
  link: { en: 'linked', 'zh-CN': '关联' },
  file: { en: 'form filed', 'zh-CN': '提交表单' },
  promise: { en: 'promise made', 'zh-CN': '作出承诺' },
  close: { en: 'complaint closed', 'zh-CN': '投诉关闭' },
  reopen: { en: 'reopened', 'zh-CN': '重新打开' },
  archive: { en: 'archived', 'zh-CN': '归档' },
  approve: { en: 'approved', 'zh-CN': '批准' },
  disapprove: { en: 'not approved', 'zh-CN': '不批准' },
  assign: { en: 'handler determined', 'zh-CN': '确定处理人' },
  handOver: { en: 'handed over', 'zh-CN': '移交' },
  transfer: { en: 'transferred', 'zh-CN': '转派' },
  contact: { en: 'customer contacted', 'zh-CN': '联系客户' },
  establish: { en: 'facts and liability established', 'zh-CN': '查明事实与责任归属' },
  propose: { en: 'remedy proposed', 'zh-CN': '提出处理方案' },
  accept: { en: 'offer accepted', 'zh-CN': '客户接受方案' },
  decline: { en: 'offer declined', 'zh-CN': '客户不接受方案' },
  fulfil: { en: 'remedy carried out', 'zh-CN': '落实补救措施' },
  callBack: { en: 'called back', 'zh-CN': '回访' },
  review: { en: 're-reviewed', 'zh-CN': '复审' },
  finalise: { en: 'ended without agreement', 'zh-CN': '未达成一致结案' },
  reject: { en: 'not admitted', 'zh-CN': '不予受理' },
  refer: { en: 'referred', 'zh-CN': '转交其他机构' },
  withdraw: { en: 'withdrawn', 'zh-CN': '撤回投诉' },
  merge: { en: 'merged', 'zh-CN': '合并投诉' },
  dispute: { en: 'settlement disputed', 'zh-CN': '客户提出异议' },
  suspend: { en: 'suspended', 'zh-CN': '暂停' },
  resume: { en: 'resumed', 'zh-CN': '恢复' },
  extend: { en: 'deadline extended', 'zh-CN': '延期' },
  cap: { en: 'limit handed down', 'zh-CN': '上级下达时限' },
  escalate: { en: 'escalated', 'zh-CN': '升级' },
  attribute: { en: 'responsible party found', 'zh-CN': '找到责任人' },
  assess: { en: 'nature judged', 'zh-CN': '分析问题性质' },
  decide: { en: 'dealt with', 'zh-CN': '作出处理决定' },
  contest: { en: 'contested', 'zh-CN': '申诉' },
  rule: { en: 'ruled on', 'zh-CN': '裁定' },
  contain: { en: 'contained', 'zh-CN': '临时围堵' },
  identifyCause: { en: 'root cause found', 'zh-CN': '找到根本原因' },
  readAcross: { en: 'read across', 'zh-CN': '触类旁通' },
  plan: { en: 'measures planned', 'zh-CN': '制定改进措施' },
  completeAction: { en: 'measure implemented', 'zh-CN': '落实改进措施' },
  verifyEffect: { en: 'effect verified', 'zh-CN': '效果验证' },
  wake: { en: 'time passed', 'zh-CN': '定时触发' },
  recompute: { en: 'deadlines recomputed', 'zh-CN': '时限重算' },
}

/** The three levels, for people. */
export const levelLabels: Readonly<Record<Level, Label>> = {
  customerInterface: { en: 'level 1, customer interface', 'zh-CN': '第一层次：客户界面' },
  accountability: { en: 'level 2, accountability', 'zh-CN': '第二层次：责任' },
  improvement: { en: 'level 3, improvement', 'zh-CN': '第三层次：改进' },
}

/** Words of the timeline; `{}` stands for a span of time. */
export const words = {
  due: { en: 'due', 'zh-CN': '到期时间' },
  met: { en: 'met', 'zh-CN': '按时完成' },
  done: { en: 'done; no limit set', 'zh-CN': '已完成；未设时限' },
  spare: { en: '{} to spare', 'zh-CN': '富余 {}' },
  metLate: { en: 'met late by {}', 'zh-CN': '已完成，超时 {}' },
  recordedLate: { en: 'met in time, recorded late', 'zh-CN': '按时完成，补录' },
  missed: { en: 'MISSED', 'zh-CN': '超时' },
  warning: { en: 'warning', 'zh-CN': '预警' },
  reminder: { en: 'reminder', 'zh-CN': '催办' },
  unmeasured: { en: 'no limit set', 'zh-CN': '未设时限' },
  cancelled: { en: 'no longer needed', 'zh-CN': '不再需要' },
  extended: { en: 'extended', 'zh-CN': '延期' },
  recomputed: { en: 'recomputed', 'zh-CN': '重新计算' },
  capped: { en: 'capped from above', 'zh-CN': '受上级时限约束' },
  resumed: { en: 'resumed', 'zh-CN': '恢复计时' },
  told: { en: 'told', 'zh-CN': '通知' },
  refused: { en: 'REFUSED', 'zh-CN': '拒绝执行' },
  rung: { en: 'now with', 'zh-CN': '升级至' },
  settled: { en: 'settled', 'zh-CN': '办结' },
  opened: { en: 'open', 'zh-CN': '开始' },
  waived: { en: 'not required', 'zh-CN': '免除' },
} as const satisfies Record<string, Label>

/** How a language joins what belongs together. */
export const joints = {
  colon: { en: ': ', 'zh-CN': '：' },
  comma: { en: ', ', 'zh-CN': '，' },
  list: { en: ', ', 'zh-CN': '、' },
} as const satisfies Record<string, Label>

/** Why something was refused, for people. */
export const refusalLabels: Readonly<Record<RefusalReason, Label>> = {
  notPossible: { en: 'not possible in this state', 'zh-CN': '当前状态不允许' },
  notPermitted: { en: 'not permitted to this role', 'zh-CN': '该角色无权限' },
  conflictOfInterest: { en: 'conflict of interest', 'zh-CN': '利益冲突，须回避' },
  formMissing: { en: 'something has to come first', 'zh-CN': '须先完成前置事项' },
  notFound: { en: 'not found in this complaint', 'zh-CN': '该投诉中不存在' },
  tooLate: { en: 'too late', 'zh-CN': '已过时限' },
  limitReached: { en: 'the limit is reached', 'zh-CN': '已达上限' },
  gateOpen: { en: 'the complaint is not done yet', 'zh-CN': '投诉尚未完成，不能关闭' },
  invalid: { en: 'contradicts the complaint', 'zh-CN': '与投诉内容矛盾' },
}
