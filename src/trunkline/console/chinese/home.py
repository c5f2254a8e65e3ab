"""The first page."""

WORDS = {
    "Home": "首页",
    "Access domain": "接入域名",
    "State": "状态",
    "Policy": "策略",
    "Line": "线路",
    "Answer": "应答",
    "Why": "原因",
}
