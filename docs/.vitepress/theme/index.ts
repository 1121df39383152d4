/** The look of the site: that of VitePress, with room for lines of code as long as this repository has them. */
import theme from 'vitepress/theme'
import './style.css'

export default theme
