/** The languages that customers and handlers are written to in. */
export type Language = 'en' | 'zh-CN'
