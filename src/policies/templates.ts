import { type TemplateText, template } from '../policy/template-text.ts'

/** `{number}` and what there is to do, then when it was due and for how long it has been late. */
const overdue = (en: string, zh: string): TemplateText =>
  template('breached', {
    subject: { en: '{number}: {obligation} is overdue', 'zh-CN': '{number}：{obligation}已超时' },
    text: {
      en: `Complaint {number}: {obligation} was due {dueAt} and is {late} late.\n\n${en}\n\nThe complaint is with: {rung}.`,
      'zh-CN': `投诉 {number}：{obligation}应于 {dueAt} 完成，已超时 {late}。\n\n${zh}\n\n目前处理层级：{rung}。`,
    },
  })

/** To staff of a complaint that has come in. */
const raised = template('registered', {
  subject: { en: '{number}: a new complaint', 'zh-CN': '{number}：新投诉' },
  text: {
    en: 'Complaint {number} was registered {openedAt} and is waiting for somebody to take it up.\n\nCategory: {category}.',
    'zh-CN': '投诉 {number} 已于 {openedAt} 登记，等待受理。\n\n类别：{category}。',
  },
})

/**
 * Texts for every notification of the shipped policies, by the name of the template; and two letters, `acknowledgement`
 * and `final-decision`, for policies that have a `correspondence`. Take them over by name, or write your own.
 *
 * None of them promises a time: what is promised, a policy's numbers say (T-43). None refuses, blames or asks a
 * complainant to be patient.
 */
export const standardTemplates = {
  'complaint-received': template('registered', {
    subject: { en: 'We have your complaint {number}', 'zh-CN': '我们已收到您的投诉，编号 {number}' },
    text: {
      en: 'Thank you for telling us. Your complaint was registered {openedAt} under the number {number}.\n\nPlease name this number when you write or call.',
      'zh-CN': '感谢您的反映。您的投诉已于 {openedAt} 登记，编号 {number}。\n\n来电或来信时请告知该编号。',
    },
  }),
  'complaint-settled': template('settled:customerInterface', {
    subject: { en: 'Your complaint {number} is settled', 'zh-CN': '您的投诉 {number} 已办结' },
    text: {
      en: 'Your complaint {number} is settled with you: {ending}.\n\nWe now look for the cause, so that it does not happen again. Should anything be open for you, please tell us under the same number.',
      'zh-CN':
        '您的投诉 {number} 已办结：{ending}。\n\n我们将继续查找原因，避免再次发生。如您仍有疑问，请凭原编号与我们联系。',
    },
  }),
  'offer-made': template('offered', {
    subject: { en: 'Your complaint {number}: what we offer', 'zh-CN': '您的投诉 {number}：处理方案' },
    text: {
      en: 'We have looked into your complaint {number} and have an offer for you.\n\n{said}\n\nPlease let us know whether it is all right for you.',
      'zh-CN': '我们已核查您的投诉 {number}，并提出处理方案。\n\n{said}\n\n请告诉我们您是否认可。',
    },
  }),
  'complaint-raised': raised,
  'handler-wanted': template('registered', {
    subject: { en: '{number}: a handler is wanted', 'zh-CN': '{number}：请确定处理人' },
    text: {
      en: 'Complaint {number} was registered {openedAt}. Please determine who handles it.\n\nCategory: {category}.',
      'zh-CN': '投诉 {number} 已于 {openedAt} 登记，请确定处理人。\n\n类别：{category}。',
    },
  }),
  'complaint-assigned': template('assigned', {
    subject: { en: '{number} is yours', 'zh-CN': '{number} 由您负责' },
    text: {
      en: 'You answer for complaint {number} since {at}.\n\nCategory: {category}.',
      'zh-CN': '自 {at} 起，投诉 {number} 由您负责。\n\n类别：{category}。',
    },
  }),
  'order-assigned': template('assigned', {
    subject: { en: '{number}: a work order for you', 'zh-CN': '{number}：您有新的派工' },
    text: {
      en: 'You work on {number} since {at}.\n\nCategory: {category}.',
      'zh-CN': '自 {at} 起，{number} 由您处理。\n\n类别：{category}。',
    },
  }),
  'complaint-escalated': template('escalated', {
    subject: { en: '{number} is with you now', 'zh-CN': '{number} 已升级至您处' },
    text: {
      en: 'Complaint {number} has been escalated to: {rung}. Please see to it.',
      'zh-CN': '投诉 {number} 已升级至：{rung}，请处理。',
    },
  }),
  'complaint-closed': template('closed', {
    subject: { en: '{number} is closed', 'zh-CN': '{number} 已关闭' },
    text: {
      en: 'Complaint {number} is closed: settled with the customer, and its cause dealt with as far as the procedure asks.\n\nOutcome: {ending}.',
      'zh-CN': '投诉 {number} 已关闭：客户界面已办结，原因已按流程处理。\n\n结果：{ending}。',
    },
  }),
  'responsible-wanted': template('opened:accountability', {
    subject: { en: '{number}: who or what was responsible?', 'zh-CN': '{number}：请查明责任' },
    text: {
      en: 'Level 2 of complaint {number} is open. Please find who or what was responsible, judge the nature of the problem and deal with it.',
      'zh-CN': '投诉 {number} 进入第二层次。请找到责任人，分析问题性质，并作出处理。',
    },
  }),
  'cause-wanted': template('opened:improvement', {
    subject: { en: '{number}: what is the root cause?', 'zh-CN': '{number}：请查找根本原因' },
    text: {
      en: 'Level 3 of complaint {number} is open. Please find the root cause, reach by analogy the places that share it, and put measures in force.',
      'zh-CN': '投诉 {number} 进入第三层次。请找到根本原因，触类旁通，落实改进措施。',
    },
  }),
  'review-wanted': template('dissatisfied', {
    subject: { en: '{number}: a second look is wanted', 'zh-CN': '{number}：请复审' },
    text: {
      en: 'The complainant of {number} is not satisfied. Please look at it afresh.\n\n{said}',
      'zh-CN': '投诉 {number} 的投诉人不满意，请重新审查。\n\n{said}',
    },
  }),
  'call-back-problem': template('dissatisfied', {
    subject: { en: '{number}: the call-back found a problem', 'zh-CN': '{number}：回访发现问题' },
    text: {
      en: 'At the call-back for {number} the user was not satisfied.\n\n{said}',
      'zh-CN': '{number} 回访时用户不满意。\n\n{said}',
    },
  }),
  'large-fault': template('registered', {
    subject: { en: '{number}: a large fault', 'zh-CN': '{number}：大面积故障' },
    text: {
      en: 'A fault that strikes many was registered {openedAt} as {number}.\n\nCategory: {category}.',
      'zh-CN': '大面积故障已于 {openedAt} 登记，编号 {number}。\n\n类别：{category}。',
    },
  }),
  'superior-unable': template('filed:inability', {
    subject: { en: '{number}: your superior cannot settle it', 'zh-CN': '{number}：上级无法解决' },
    text: {
      en: 'Your superior has written that he cannot settle {number}. It can go on to the next level: {rung}.',
      'zh-CN': '您的上级已书面说明无法解决 {number}，可提交上一级处理。当前层级：{rung}。',
    },
  }),
  'report-wanted': template('registered', {
    subject: { en: '{number}: a corrective report is wanted', 'zh-CN': '{number}：请提交纠正报告' },
    text: {
      en: 'Complaint {number} was registered {openedAt}. Please analyse it and file the corrective report.\n\nCategory: {category}.',
      'zh-CN': '投诉 {number} 已于 {openedAt} 登记，请分析并提交纠正报告。\n\n类别：{category}。',
    },
  }),
  'expedite-plan': template('filed:productionPlan', {
    subject: { en: '{number}: produce this first', 'zh-CN': '{number}：请优先生产' },
    text: {
      en: 'The production plan for {number} was filed {at}. Please expedite it.',
      'zh-CN': '{number} 的生产计划已于 {at} 提交，请加急安排。',
    },
  }),
  'delivery-at-risk': template('filed:deliveryRisk', {
    subject: { en: '{number}: the delivery is at risk', 'zh-CN': '{number}：交期有风险' },
    text: {
      en: 'A risk to the delivery for {number} was reported {at}.',
      'zh-CN': '{number} 于 {at} 报告交期风险。',
    },
  }),
  'conflict-reported': template('escalated', {
    subject: { en: '{number}: a conflict to decide', 'zh-CN': '{number}：有冲突待协调' },
    text: {
      en: 'Complaint {number} has come up to: {rung}. Please decide the conflict.',
      'zh-CN': '投诉 {number} 已上报至：{rung}，请协调。',
    },
  }),
  'handler-overdue': overdue('Nobody has been found yet. Please determine a handler.', '尚未确定处理人，请尽快确定。'),
  'contact-overdue': overdue('Nobody has spoken with the complainant yet.', '尚未联系投诉人。'),
  'settlement-overdue': overdue('It is not settled with the complainant yet.', '尚未与投诉人办结。'),
  'promise-broken': overdue('What was promised has not been done. Please call.', '承诺尚未兑现，请致电投诉人。'),
  'measure-overdue': overdue('The measure is not in force yet.', '改进措施尚未落实。'),
  'answer-overdue': overdue('No answer has been given yet.', '尚未答复。'),
  'fault-overdue': overdue('Service is not restored yet.', '故障尚未恢复。'),
  'dispatch-not-told': overdue('The dispatch has not been passed on yet.', '尚未通知派工。'),
  'platform-not-told': overdue('It has not been announced yet.', '尚未发布通知。'),
  'call-back-overdue': overdue('The user has not been called back yet.', '尚未回访用户。'),
  'mail-overdue': overdue('The mail has not been answered yet.', '邮件尚未回复。'),
  'replacement-overdue': overdue('The replacement has not been delivered yet.', '补货尚未送达。'),
  'delivery-overdue': overdue('It has not been delivered yet.', '尚未交货。'),
  'report-overdue': overdue('The corrective report has not been filed yet.', '纠正报告尚未提交。'),
  acknowledgement: template('registered', {
    letter: 'acknowledgement',
    subject: { en: 'We have your complaint {number}', 'zh-CN': '我们已收到您的投诉，编号 {number}' },
    text: {
      en: 'Thank you for telling us. We received your complaint {openedAt}; its number is {number}.\n\nFor questions: {contact}',
      'zh-CN': '感谢您的反映。我们已于 {openedAt} 收到您的投诉，编号 {number}。\n\n联系方式：{contact}',
    },
  }),
  'final-decision': template('finalised', {
    letter: 'finalDecision',
    subject: { en: 'Our decision on your complaint {number}', 'zh-CN': '关于您的投诉 {number} 的答复' },
    text: {
      en: 'We have finished our inquiry into your complaint {number}. Outcome: {ending}.\n\nOur reasons: {said}\n\nYou may turn to others: {outsideRemedies}',
      'zh-CN':
        '我们已完成对您的投诉 {number} 的调查。结果：{ending}。\n\n理由：{said}\n\n您还可以向以下机构寻求救济：{outsideRemedies}',
    },
  }),
} as const satisfies Readonly<Record<string, TemplateText>>

/** The same names; but `complaint-received` is told to staff there, and not to the complainant. */
export const staffTemplates = { ...standardTemplates, 'complaint-received': raised }
