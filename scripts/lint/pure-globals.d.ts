/** What the pure layers may take from their host: the same answer for the same argument, everywhere. */
declare function structuredClone<Value>(value: Value): Value
